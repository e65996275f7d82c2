# SPDX-License-Identifier: GPL-2.0-or-later
"""Serves a file, compressed, to one client; says on which port.

Leaves what it has sent as served.gz.
"""

import gzip
import http.server
import socketserver
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        assert self.headers["Accept-Encoding"] == "gzip"
        with open(sys.argv[1], "rb") as file:
            packed = gzip.compress(file.read(), mtime=0)
        with open("served.gz", "wb") as file:
            file.write(packed)
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)


# HTTPServer would look its own name up.
with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
    print(server.server_address[1], flush=True)
    # Nobody waits for a server whose client never came.
    server.timeout = 60
    server.handle_request()

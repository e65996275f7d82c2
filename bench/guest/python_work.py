# SPDX-License-Identifier: GPL-2.0-or-later
"""python_work.py WORK AMOUNT: what interpreters do; prints the result."""

import json
import sys


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def plus(self, other):
        return Point(self.x + other.x, self.y + other.y)


def objects(amount):
    total = Point(0, 0)
    latest = {}
    for number in range(amount):
        total = total.plus(Point(number, 2 * number))
        latest[str(number % 977)] = total.x
    return [total.x, total.y, sorted(latest.values())[:3]]


def parse_json(amount):
    records = [
        {"id": number, "name": "n%d" % (number * 7919), "tags": ["a", "b"],
         "weights": [number / 7, number / 11, number / 13]}
        for number in range(amount)
    ]
    text = json.dumps(records, indent=1)
    return [len(text), json.loads(text) == records]


WORK = {"json": parse_json, "objects": objects}

print(WORK[sys.argv[1]](int(sys.argv[2])))

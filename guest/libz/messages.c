/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/libz/messages.h"

#include <stddef.h>
#include <string.h>

static const char *const messages[] = {
    /* The names of the statuses, as deflate() sets them. */
    "need dictionary",
    "stream end",
    "",
    "file error",
    "stream error",
    "data error",
    "insufficient memory",
    "buffer error",
    "incompatible version",
    /* inflate()'s, in the order of its source. */
    "incorrect header check",
    "unknown compression method",
    "invalid window size",
    "unknown header flags set",
    "header crc mismatch",
    "invalid block type",
    "invalid stored block lengths",
    "too many length or distance symbols",
    "invalid code lengths set",
    "invalid bit length repeat",
    "invalid code -- missing end-of-block",
    "invalid literal/lengths set",
    "invalid distances set",
    "invalid literal/length code",
    "invalid distance code",
    "invalid distance too far back",
    "incorrect data check",
    "incorrect length check",
};

const char *constant_message(const char *text)
{
    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
        if (strcmp(messages[i], text) == 0) {
            return messages[i];
        }
    }
    return NULL;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "elf/script.h"

#include <gtest/gtest.h>

#include <string>

namespace
{

// "INTERPRETER|ARGUMENT", without the bar where there is no argument.
std::string parse(const std::string &text)
{
    char *interpreter = nullptr;
    char *argument = nullptr;
    std::string result;
    switch (script_parse(text.data(), text.size(), &interpreter, &argument)) {
    case SCRIPT_NONE:
        return "none";
    case SCRIPT_BAD:
        return "bad";
    default:
        result = interpreter;
        if (argument != nullptr) {
            result += std::string("|") + argument;
        }
        g_free(interpreter);
        g_free(argument);
        return result;
    }
}

TEST(Script, KnowsScripts)
{
    EXPECT_EQ(parse(""), "none");
    EXPECT_EQ(parse("#"), "none");
    EXPECT_EQ(parse(" #!/bin/sh\n"), "none");
    EXPECT_EQ(parse("\177ELF"), "none");
    EXPECT_EQ(parse("#!/bin/sh\n"), "/bin/sh");
    EXPECT_EQ(parse("#!/bin/sh"), "/bin/sh");
    EXPECT_EQ(parse("#! \t/bin/sh \t -a  b \t \nx"), "/bin/sh|-a  b");
    EXPECT_EQ(parse("#!/bin/sh \n-x\n"), "/bin/sh");
}

// All of these were compared with what Linux 6.18 does.
TEST(Script, ReadsTheLineAsTheKernel)
{
    EXPECT_EQ(parse("#!/bin/sh\r\n"), "/bin/sh\r");
    EXPECT_EQ(parse("#!/bin/sh -x\r\n"), "/bin/sh|-x\r");
    EXPECT_EQ(parse("#!\n/bin/sh\n"), "bad");
    EXPECT_EQ(parse("#! \t \n"), "bad");
    EXPECT_EQ(parse("#!"), "");
    // Without a newline trailing blanks stay.
    EXPECT_EQ(parse("#!/bin/sh -x  "), "/bin/sh|-x  ");
    EXPECT_EQ(parse("#!/bin/sh "), "/bin/sh|");
    // A newline after a NUL ends nothing.
    EXPECT_EQ(parse(std::string("#!/bin/sh\0 x\n", 13)), "/bin/sh");
    EXPECT_EQ(parse(std::string("#!/bin/sh a \0x\n", 15)), "/bin/sh|a ");
}

TEST(Script, KnowsATruncatedName)
{
    const std::string name(SCRIPT_SIZE - 2, 'a');
    const std::string most = name.substr(1);
    EXPECT_EQ(parse("#!" + name), "bad");
    EXPECT_EQ(parse("#!" + most), most);
    EXPECT_EQ(parse("#!" + most + "\n"), most);
    EXPECT_EQ(parse("#!" + most + " "), most);
    EXPECT_EQ(parse("#!" + std::string(SCRIPT_SIZE - 2, ' ')), "bad");
    // An argument may be truncated, which keeps one byte less than there are.
    EXPECT_EQ(parse("#!a " + name.substr(2)), "a|" + name.substr(3));
}

} // namespace

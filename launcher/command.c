/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/command.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "launcher/environment.h"

static void add(GPtrArray *command, const char *argument)
{
    g_ptr_array_add(command, g_strdup(argument));
}

/*
 * Append ",@name=@value" for QEMU's option parser, which ends a value at a
 * comma and takes two of them for one.
 */
static void append_option(GString *text, const char *name, const char *value)
{
    g_string_append_printf(text, "%s%s=", text->len > 0 ? "," : "", name);
    for (; *value != '\0'; value++) {
        g_string_append(text, *value == ',' ? ",," : (char[]){*value, '\0'});
    }
}

/* The plugin takes these two words for switches, whatever an option is. */
static bool is_switch(const char *value)
{
    return strcmp(value, "on") == 0 || strcmp(value, "off") == 0;
}

/* @file: where statistics go, or NULL for stderr. */
static void append_stats(GString *text, const char *file)
{
    g_autofree char *path = NULL;

    if (file == NULL) {
        path = g_strdup("on");
    } else {
        path = g_strdup_printf("%s%s", is_switch(file) ? "./" : "", file);
    }
    append_option(text, "stats", path);
}

/* @names: of programs; one that is called "on" is named twice. */
static void append_skip(GString *text, const char *names)
{
    g_autofree char *value = is_switch(names)
                                 ? g_strdup_printf("%s:%s", names, names)
                                 : g_strdup(names);

    append_option(text, "skip", value);
}

/* By name: a path with a '=' would be taken for an option. */
static GString *begin_plugin(const char *plugin)
{
    GString *text = g_string_new(NULL);

    append_option(text, "file", plugin);
    return text;
}

/* Append what @options say to the value of QEMU's -plugin. */
static void append_choices(GString *text, const LaunchOptions *options)
{
    if (options->backend != NULL) {
        g_autofree char *path = g_canonicalize_filename(options->backend, NULL);

        /* Not to be searched for. */
        append_option(text, "backend", path);
    }
    for (size_t i = 0; i < options->off->len; i++) {
        const Library *library = options->off->pdata[i];

        append_option(text, library->option, "off");
    }
    if (options->skip != NULL) {
        append_skip(text, options->skip);
    }
}

static void add_variables(GPtrArray *command, const GPtrArray *variables)
{
    for (size_t i = 0; i < variables->len; i++) {
        add(command, "-E");
        add(command, variables->pdata[i]);
    }
}

static void add_plugin(GPtrArray *command, const GString *plugin)
{
    add(command, "-plugin");
    add(command, plugin->str);
}

static GPtrArray *begin(const Installation *installation,
                        const LaunchOptions *options, const GString *plugin)
{
    g_autoptr(GPtrArray) guest_only = environment_for_guest_only(environ);
    GPtrArray *command = g_ptr_array_new_with_free_func(g_free);

    add(command, installation->qemu);
    add_plugin(command, plugin);
    if (options->prefix != NULL) {
        add(command, "-L");
        add(command, options->prefix);
    }
    add_variables(command, guest_only);
    /* The last one counts. */
    add_variables(command, options->environment);
    return command;
}

static void add_log(GPtrArray *command, const char *file)
{
    add(command, "-d");
    add(command, "plugin");
    if (file != NULL) {
        add(command, "-D");
        add(command, file);
    }
}

GPtrArray *command_new(const Installation *installation,
                       const LaunchOptions *options)
{
    g_autoptr(GString) plugin = begin_plugin(installation->plugin);
    GPtrArray *command = NULL;

    append_choices(plugin, options);
    if (options->has_stats) {
        append_stats(plugin, options->stats_file);
    }
    command = begin(installation, options, plugin);
    if (options->has_log) {
        add_log(command, options->log_file);
    }
    return command;
}

GPtrArray *command_new_describing(const Installation *installation,
                                  const LaunchOptions *options,
                                  const GPtrArray *files)
{
    g_autoptr(GString) plugin = begin_plugin(installation->plugin);
    GPtrArray *command = NULL;

    /* First, so that it says what is wrong with the others. */
    append_option(plugin, "describe", "on");
    append_choices(plugin, options);
    command = begin(installation, options, plugin);
    /* QEMU collects the options of one plugin; one argument has a bound. */
    for (guint i = 0; i < files->len; i++) {
        g_autoptr(GString) more = begin_plugin(installation->plugin);

        append_option(more, "describe", g_ptr_array_index(files, i));
        add_plugin(command, more);
    }
    return command;
}

void command_add_guest(GPtrArray *command, const char *file,
                       char *const *arguments, size_t count)
{
    add(command, "-0");
    add(command, arguments[0]);
    add(command, "--");
    add(command, file);
    for (size_t i = 1; i < count; i++) {
        add(command, arguments[i]);
    }
    g_ptr_array_add(command, NULL);
}

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirCliExit: what the shell is told; part of the program's contract.
 * @WEIR_CLI_PARTIAL: done, but with gaps or dead letters
 * @WEIR_CLI_FIRED: done, a rule fired, and that was to be told
 */
typedef enum
{
  WEIR_CLI_DONE = 0,
  WEIR_CLI_FAILED = 1,
  WEIR_CLI_USAGE = 2,
  WEIR_CLI_CONNECTION = 3,
  WEIR_CLI_PARTIAL = 4,
  WEIR_CLI_FIRED = 5,
  WEIR_CLI_INTERRUPTED = 130,
} WeirCliExit;

#define WEIR_CLI_ERROR (weir_cli_error_quark ())
GQuark weir_cli_error_quark (void);

typedef enum
{
  WEIR_CLI_ERROR_USAGE,    /* the command line asks for what cannot be */
  WEIR_CLI_ERROR_FAILED,
} WeirCliError;

/* All verbs, in the order of the help: NAME is the function weir_cli_NAME(), and the
 * verb with "-" for "_"; then comes what it does. */
#define WEIR_CLI_VERBS(VERB)                                                     \
  VERB (windows, N_("windowed rows of a topic as CSV, JSON or Parquet"))         \
  VERB (join, N_("records of two topics that belong together"))                  \
  VERB (tail, N_("records as they come, decoded"))                               \
  VERB (alerts, N_("rules, and when they fire or would have fired"))             \
  VERB (test_rules, N_("try rules on given records"))                             \
  VERB (journal, N_("what has happened to the alerts of a workspace"))           \
  VERB (pipe, N_("records into another topic, filtered and changed"))            \
  VERB (record, N_("record topics to Parquet files, each record exactly once"))  \
  VERB (publish, N_("put a CSV or NDJSON file into a topic"))                    \
  VERB (simulate, N_("produce the demo's stocks, sensors, payments and trades")) \
  VERB (query, N_("SQL over recordings, topics and files"))                      \
  VERB (export, N_("records, windows, alerts, late records or lag as a file that says where it came from")) \
  VERB (verify, N_("compute an exported file again, and say whether it is equal"))  \
  VERB (lag, N_("groups, topics and partitions, and how far behind they are"))   \
  VERB (reset_offsets, N_("set a group's committed offsets"))                    \
  VERB (broker, N_("run the embedded broker, for demos and tests"))              \
  VERB (check, N_("check a workspace file"))

/* @argv[0] is the verb itself. */
#define WEIR_CLI_DECLARE(name, text) WeirCliExit weir_cli_##name (GStrv argv);
WEIR_CLI_VERBS (WEIR_CLI_DECLARE)
#undef WEIR_CLI_DECLARE

/* Prints @error, and for a usage error where help is; tells the exit code. */
WeirCliExit weir_cli_report   (const GError *error);
/* A line on standard error, after the program's name. Any thread. */
void        weir_cli_say      (const char   *format,
                               ...) G_GNUC_PRINTF (1, 2);
/* Adds a count and its word to a line of them, parted by commas. */
void        weir_cli_add_count (GString     *line,
                                const char  *format,
                                ...) G_GNUC_PRINTF (2, 3);
/* Parses @argv; -h prints help and ends the program. @argv keeps what is no option, after the verb. */
gboolean    weir_cli_parse    (GOptionContext *context,
                               GStrv          *argv,
                               GError        **error);
/* The text of an option: NULL leaves @duration_usec as it is, "never" is -1 where it may be. */
gboolean    weir_cli_parse_duration (const char *text,
                                     gboolean    may_be_never,
                                     gint64     *duration_usec,
                                     GError    **error);
/* The text of an option, as 128MB or 64KiB: NULL leaves @bytes as it is. */
gboolean    weir_cli_parse_size     (const char *text,
                                     guint64    *bytes,
                                     GError    **error);

G_END_DECLS

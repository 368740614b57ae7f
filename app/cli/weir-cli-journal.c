#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli.h"
#include "data/base/weir-journal-file.h"
#include "data/store/weir-export-text.h"
#include "data/stream/weir-trigger-keeper.h"

/* Rows of a journal on their way to standard output. */
typedef struct
{
  GString *text;      /* owned by the caller */
  const char *folder; /* of the journal */
  gboolean json;
  WeirCsvFlags flags;
  guint64  newest;    /* a part begins with entries of older ones, which may still be there */
} WeirCliJournal;

static const WeirExportColumn columns[] = {
  { "number", WEIR_EXPORT_INTEGER }, { "written", WEIR_EXPORT_TIME },   { "kind", WEIR_EXPORT_TEXT },
  { "rule", WEIR_EXPORT_TEXT },      { "key", WEIR_EXPORT_TEXT },       { "state", WEIR_EXPORT_TEXT },
  { "event_time", WEIR_EXPORT_TIME }, { "value", WEIR_EXPORT_ANY },     { "topic", WEIR_EXPORT_TEXT },
  { "partition", WEIR_EXPORT_INTEGER }, { "offset", WEIR_EXPORT_INTEGER }, { "reason", WEIR_EXPORT_TEXT },
  { "by", WEIR_EXPORT_TEXT },        { "note", WEIR_EXPORT_TEXT },      { "about", WEIR_EXPORT_INTEGER },
  { "from", WEIR_EXPORT_TIME },      { "until", WEIR_EXPORT_TIME },     { "pattern", WEIR_EXPORT_TEXT },
  { "labels", WEIR_EXPORT_TEXT },    { "times", WEIR_EXPORT_TEXT },
};

static WeirValue
of_text (const char *text)
{
  return text != NULL ? weir_value_of_text (text, strlen (text)) : (WeirValue) { .type = WEIR_VALUE_NULL };
}

static WeirValue
of_number (gint64   number,
           gboolean there)
{
  return there ? weir_value_of_int (number) : (WeirValue) { .type = WEIR_VALUE_NULL };
}

static void
weir_cli_journal_append (WeirCliJournal         *self,
                         const WeirJournalFacts *facts)
{
  gboolean change = facts->kind == WEIR_JOURNAL_CHANGE;
  g_autofree char *capture = facts->kind == WEIR_JOURNAL_CAPTURED ? weir_trigger_keeper_dup_folder (self->folder, facts->note) : NULL;
  g_autofree char *labels = facts->labels != NULL ? g_strjoinv (" ", facts->labels) : NULL;
  const WeirValue cells[G_N_ELEMENTS (columns)] = {
    weir_value_of_int ((gint64) facts->number),
    weir_value_of_int (facts->at_usec),
    of_text (weir_journal_kind_get_word (facts->kind)),
    of_text (facts->rule),
    facts->key != NULL ? weir_value_of_text (facts->key, facts->key_length) : of_text (NULL),
    of_text (change ? weir_alert_state_get_word (facts->state) : NULL),
    of_number (facts->time_usec, change),
    facts->value,
    of_text (facts->topic),
    of_number (facts->partition, facts->partition >= 0),
    of_number (facts->offset, facts->offset >= 0),
    of_text (facts->reason),
    of_text (facts->by),
    of_text (capture != NULL ? capture : facts->note),
    of_number ((gint64) facts->about, facts->about > 0),
    of_number (facts->from_usec, facts->from_usec > 0),
    of_number (facts->until_usec, facts->until_usec > 0),
    of_text (facts->pattern),
    of_text (labels),
    of_text (facts->times),
  };

  if (self->json)
    weir_export_append_json_row (self->text, columns, G_N_ELEMENTS (columns), cells);
  else
    weir_export_append_csv_row (self->text, columns, G_N_ELEMENTS (columns), cells, self->flags);
}

static void
on_line (const char *line,
         gsize       length,
         gpointer    user_data)
{
  WeirCliJournal *self = user_data;
  g_autoptr(WeirJournalEntry) entry = weir_journal_entry_parse (line);
  const WeirJournalFacts *facts = entry != NULL ? weir_journal_entry_get_facts (entry) : NULL;

  if (facts == NULL || facts->number <= self->newest)
    return;

  self->newest = facts->number;
  weir_cli_journal_append (self, facts);
}

static WeirCliExit
weir_cli_journal_write (const char *workspace,
                        gboolean    json)
{
  g_autofree char *folder = weir_alert_journal_dup_folder (workspace);
  g_autoptr(GString) text = g_string_new (NULL);
  WeirCliJournal journal = { .text = text, .folder = folder, .json = json, .flags = isatty (STDOUT_FILENO) ? WEIR_CSV_SHOWN : 0 };
  g_autoptr(GError) error = NULL;
  guint64 n_damaged = 0;

  if (!json)
    weir_export_append_csv_header (text, columns, G_N_ELEMENTS (columns), journal.flags);
  if (!weir_journal_file_read (folder, on_line, &journal, &n_damaged, &error)
      || !weir_cli_stdout_write (text->str, text->len, &error))
    return weir_cli_report (error);

  /* The last line may be being written. */
  if (n_damaged > 1)
    weir_cli_say (ngettext ("%u line of the journal is damaged, and left out", "%u lines of the journal are damaged, and left out",
                            (guint) n_damaged), (guint) n_damaged);

  return n_damaged > 1 ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

static gboolean
weir_cli_journal_has_trigger (const char  *path,
                              const char  *rule,
                              GError     **error)
{
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_file (path, error);
  GPtrArray *rules = workspace != NULL ? weir_workspace_get_rules (workspace) : NULL;

  for (guint i = 0; rules != NULL && i < rules->len; i++)
    {
      const WeirRuleConfig *config = g_ptr_array_index (rules, i);

      if (g_str_equal (config->name, rule) && config->trigger_mode != WEIR_TRIGGER_OFF)
        return TRUE;
    }

  if (workspace != NULL)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("“%s” has no rule “%s” with a trigger"), path, rule);

  return FALSE;
}

static WeirCliExit
weir_cli_journal_arm (const char *workspace,
                      const char *rule)
{
  g_autofree char *folder = weir_alert_journal_dup_folder (workspace);
  g_autoptr(WeirAlertJournal) journal = NULL;
  g_autoptr(WeirJournalEntry) entry = weir_journal_entry_new (WEIR_JOURNAL_ARMED, rule, NULL, 0);
  g_autoptr(GError) error = NULL;

  if (!weir_cli_journal_has_trigger (workspace, rule, &error))
    return weir_cli_report (error);

  journal = weir_alert_journal_new (folder, 0);
  weir_alert_journal_await (journal);
  if (!weir_alert_journal_is_kept (journal))
    {
      weir_cli_say (_("the journal cannot be written: is the workspace open in the program?"));
      return WEIR_CLI_FAILED;
    }

  weir_journal_entry_describe (entry)->by = g_strdup (g_get_user_name ());
  weir_alert_journal_add (journal, entry);
  weir_alert_journal_flush (journal);

  return WEIR_CLI_DONE;
}

static const char examples[] =
  "The desktop program keeps the journal of a workspace that is in a file: each change of state, each acknowledgement and\n"
  "each notice. Columns are number, written, kind (change, acknowledged, notice …), rule, key, state, event_time, value,\n"
  "topic, partition, offset, reason, by (who), note, about (the number of the entry that it is about), and of a silence\n"
  "from, until, pattern (of keys), labels and times (of each week). Of a long journal the newest 16 MiB are kept, and of\n"
  "what is older what is not over. The note of what is captured is the folder of a recording, which --input of other\n"
  "verbs reads.\n"
  "\n"
  "Examples:\n"
  "  weir-cli journal plant.json\n"
  "  weir-cli journal plant.json --output json\n";

WeirCliExit
weir_cli_journal (GStrv argv)
{
  g_autofree char *output = NULL;
  g_autofree char *arm = NULL;
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_STRING, &output, N_("What entries are written as (default csv)"), N_("csv|json") },
    { "arm", 0, 0, G_OPTION_ARG_STRING, &arm,
      N_("Keep the records around the next firing of this rule, whose trigger is “single”, again; not while the program has it"),
      N_("RULE") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("WORKSPACE"));
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autoptr(GError) error = NULL;

  g_option_context_set_summary (context, _("What has happened to the alerts of a workspace, and who acknowledged what and when."));
  g_option_context_set_description (context, examples);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!weir_cli_parse (context, &rest, &error))
    return weir_cli_report (error);
  if (rest[1] == NULL || rest[2] != NULL || !g_file_test (rest[1], G_FILE_TEST_EXISTS))
    g_set_error_literal (&error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("name the file of one workspace, as plant.json"));
  else if (output != NULL && !g_str_equal (output, "csv") && !g_str_equal (output, "json"))
    g_set_error (&error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--output is csv or json, not “%s”"), output);
  if (error != NULL)
    return weir_cli_report (error);

  if (arm != NULL)
    return weir_cli_journal_arm (rest[1], arm);

  return weir_cli_journal_write (rest[1], g_strcmp0 (output, "json") == 0);
}

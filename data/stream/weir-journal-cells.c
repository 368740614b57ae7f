#include "config.h"

#include "data/stream/weir-journal-cells.h"

#include <string.h>

const WeirExportColumn weir_journal_columns[WEIR_JOURNAL_N_COLUMNS] = {
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

/**
 * weir_journal_cells_fill:
 * @facts: what an entry says
 * @cells: (array fixed-size=20) (out caller-allocates): gets its cells, in the order of #weir_journal_columns
 *
 * The texts in the cells are those of @facts, and the one that is returned. Any thread.
 *
 * Returns: (transfer full) (nullable): to be freed after the cells
 */
char *
weir_journal_cells_fill (const WeirJournalFacts *facts,
                         WeirValue              *cells)
{
  gboolean change = facts->kind == WEIR_JOURNAL_CHANGE;
  char *labels = facts->labels != NULL ? g_strjoinv (" ", facts->labels) : NULL;
  const WeirValue values[WEIR_JOURNAL_N_COLUMNS] = {
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
    of_text (facts->note),
    of_number ((gint64) facts->about, facts->about > 0),
    of_number (facts->from_usec, facts->from_usec > 0),
    of_number (facts->until_usec, facts->until_usec > 0),
    of_text (facts->pattern),
    of_text (labels),
    of_text (facts->times),
  };

  memcpy (cells, values, sizeof values);

  return labels;
}

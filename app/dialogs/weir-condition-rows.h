#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WeirConditionRows:
 *
 * Two rows of a form in which a condition is written: an entry, in which what is
 * wrong is underlined while one types, and below it what could stand at the cursor
 * (Enter takes the first, Down goes to the others), or why it is wrong.
 *
 * Signals: ::changed () when the text is another one.
 */
#define WEIR_TYPE_CONDITION_ROWS (weir_condition_rows_get_type ())
G_DECLARE_FINAL_TYPE (WeirConditionRows, weir_condition_rows, WEIR, CONDITION_ROWS, GObject)

/* The rows are added to @group, which owns them and the object. */
WeirConditionRows *weir_condition_rows_new       (AdwPreferencesGroup *group,
                                                  const char          *title);
/* @names: those that it may use; @required: it is wrong while it is empty */
void               weir_condition_rows_set_names (WeirConditionRows   *self,
                                                  const char * const  *names,
                                                  gboolean             required);
void               weir_condition_rows_set_text  (WeirConditionRows   *self,
                                                  const char          *text);
const char        *weir_condition_rows_get_text  (WeirConditionRows   *self);
gboolean           weir_condition_rows_is_valid  (WeirConditionRows   *self);
void               weir_condition_rows_show      (WeirConditionRows   *self,
                                                  gboolean             shown);

G_END_DECLS

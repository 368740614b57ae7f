#pragma once

#include <gtk/gtk.h>

#include "app/common/weir-recordings.h"
#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/**
 * WeirRecordButton:
 *
 * The header's button for recordings: its label is how the recordings stand, its
 * popover begins and ends that of each stream.
 *
 * Signal: ::failed (char *text) when a recording cannot begin.
 */
#define WEIR_TYPE_RECORD_BUTTON (weir_record_button_get_type ())
G_DECLARE_FINAL_TYPE (WeirRecordButton, weir_record_button, WEIR, RECORD_BUTTON, GtkBox)

void weir_record_button_set_recordings (WeirRecordButton *self,
                                        WeirRecordings   *recordings);
/* Four times a second. @monitor: (nullable) */
void weir_record_button_update         (WeirRecordButton *self,
                                        WeirMonitor      *monitor);
/* Only the sign, not the words. */
void weir_record_button_set_narrow     (WeirRecordButton *self,
                                        gboolean          narrow);

G_END_DECLS

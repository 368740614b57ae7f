#pragma once

#include "data/source/weir-source.h"

G_BEGIN_DECLS

/**
 * WeirCliInput: kcat's options about what is read, from where to where. On the stack, zeroed.
 */
typedef struct
{
  GStrv         topics;
  int           partition;
  char         *group;
  GStrv         offsets;
  gboolean      exit_at_end;
  gint64        max_records;
  char         *from;
  char         *to;
  GStrv         files;         /* in place of topics */
  char         *recording;     /* a folder in their place */
  char         *workspace;     /* describes the stream */
  gboolean      trusts;        /* --trust-workspace */
  char         *stream;
  gboolean      kafka_only;    /* set after init: no --input, and --to is the verb's own */
  char * const *zone;          /* nullable, set after init: where --zone is; of times that carry none */

  GStrv         all_topics;    /* made by finish */
  WeirPosition  start;
  WeirPosition  stop;
} WeirCliInput;

void     weir_cli_input_init        (WeirCliInput   *self);
void     weir_cli_input_add_options (WeirCliInput   *self,
                                     GOptionContext *context);
/* A folder after --input is a recording, whose topics -t may choose from. After parsing, before what follows. */
gboolean weir_cli_input_find_recording (WeirCliInput *self,
                                        GError      **error);
/* Reads this file or recording, as --input does. */
void     weir_cli_input_set_path    (WeirCliInput   *self,
                                     const char     *path);
/* A file or recording is read, not Kafka. */
gboolean weir_cli_input_is_file     (WeirCliInput   *self);
/* No two of @paths (NULL: one that is not wanted) are one file, and none is a file that is read. */
gboolean weir_cli_input_check_outputs (WeirCliInput        *self,
                                       const char * const  *paths,
                                       guint                n_paths,
                                       GError             **error);
/* After parsing; @rest are the words that are no options, topics too after -G. */
gboolean weir_cli_input_finish      (WeirCliInput   *self,
                                     GStrv           rest,
                                     GError        **error);
/* Times that carry no zone are in that called @name (nullable), unless --zone names one. After finish. */
gboolean weir_cli_input_use_zone    (WeirCliInput   *self,
                                     const char     *name,
                                     GError        **error);
gboolean weir_cli_input_is_bounded  (WeirCliInput   *self);
/* Borrows everything from @self. */
void     weir_cli_input_fill        (WeirCliInput   *self,
                                     WeirSourceSpec *spec);
void     weir_cli_input_clear       (WeirCliInput   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliInput, weir_cli_input_clear)

G_END_DECLS

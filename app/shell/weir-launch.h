#pragma once

#include <gio/gio.h>

#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirLaunch: what one command line asks for.
 */
typedef struct
{
  char    *workspace;     /* nullable: a file */
  gboolean guess;         /* its name tells whether it is a workspace or data */
  gboolean demo;
  char    *smoke;         /* nullable: a folder for pictures */
  double   seconds;       /* 0: until closed */
  char    *brokers;       /* nullable */
  GStrv    topics;        /* nullable */
  GStrv    pairs;         /* nullable: -X name=value */
  char    *config_file;   /* nullable: -F */
  char    *group;         /* nullable */
} WeirLaunch;

/* Adds the program's options to @application. */
void          weir_launch_add_options    (GApplication *application);
/* @arguments: what is no option, NULL-terminated; the first is a workspace, a file or a recording. */
WeirLaunch   *weir_launch_new            (GVariantDict *options,
                                          GFile        *cwd,
                                          GError      **error);
void          weir_launch_free           (WeirLaunch   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLaunch, weir_launch_free)
/* From -b, -X and -F, in kcat's order: the command line wins over the file. (transfer full) */
WeirSettings *weir_launch_create_settings (WeirLaunch  *self,
                                           GError     **error);

G_END_DECLS

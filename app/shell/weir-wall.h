#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WeirWall:
 *
 * A window as a display on the wall: full screen, its dashboards alone, one after
 * the other, the pointer out of sight while it rests. Freeing it brings back what
 * was before.
 */
typedef struct _WeirWall WeirWall;

/* What goes on while a window is a wall display; borrowed, they live as long as the window. */
typedef struct
{
  GtkWindow *window;
  GtkWidget *header;      /* hidden meanwhile */
  GtkWidget *status_bar;  /* and so is this */
  AdwFlap   *flap;        /* whose sidebar is */
} WeirWallParts;

/* @next is called with @user_data when the next dashboard is due. */
WeirWall *weir_wall_new  (const WeirWallParts *parts,
                          void               (*next) (gpointer user_data),
                          gpointer             user_data);
void      weir_wall_free (WeirWall            *self);

G_END_DECLS

#pragma once

#include "widgets/weir-chart.h"

#define SCENE_SECOND ((gint64) G_USEC_PER_SEC)
#define SCENE_MINUTE (60 * SCENE_SECOND)

/* 2014-09-17 14:41:30 UTC: where all scenes end. */
#define SCENE_NOW (G_GINT64_CONSTANT (1410964890) * SCENE_SECOND)

/* Of a chart that has one: its WeirDensity. */
#define PAINTER_SCENE_DENSITY "density"

/* A chart with data that is always the same. */
typedef struct
{
  const char *name;
  GtkWidget *(*make) (void);    /* (transfer floating) */
  gint64      span_usec;
} PainterScene;

extern const PainterScene painter_scenes[];
extern const guint n_painter_scenes;

/* How large they are shown, in px. */
#define PAINTER_SCENE_WIDTH  700
#define PAINTER_SCENE_HEIGHT 300

WeirTimeRange   *painter_scene_make_range (const PainterScene *scene);
GtkWidget       *painter_scene_show       (const PainterScene *scene,
                                           WeirTimeRange      *range);
void             painter_scene_wait       (GtkWidget          *chart);
cairo_surface_t *painter_scene_take       (GtkWidget          *chart);

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

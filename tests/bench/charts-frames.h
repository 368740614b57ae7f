#pragma once

#include <glib.h>

/* What charts do over many frames: how long a value waits for its frame, what rest costs, how smooth panning is. */
typedef struct
{
  double delay_1000_frames;   /* p99, from a value to the frame that shows it, in frames of 60 Hz: at 1000 values/s */
  double delay_20_frames;     /* at 20 values/s */
  double idle_percent;        /* CPU of a core while nothing changes */
  guint  hidden_columns;      /* pixel columns painted while the window is hidden and values come */
  double pan_p50_ms;          /* a frame of panning and zooming over 24 h of seconds × 100 keys */
  double pan_p99_ms;
  double pan_cpu_p50_ms;      /* CPU time of all threads in such a frame */
  double pan_cpu_p99_ms;
  double density_count_ms;    /* CPU time to count 10 000 lines of an hour of minutes anew, in 1280 × 780 pixels */
  double density_frame_p99_ms;  /* a frame while they are panned and zoomed */
  double bytes_per_point;     /* of a series of ten million values */
} ChartsFrames;

void charts_frames_choose_painter (gboolean gl);
void charts_frames_measure_delay (ChartsFrames *self);
void charts_frames_measure_pan (ChartsFrames *self);
void charts_frames_measure_density (ChartsFrames *self);
void charts_frames_measure (ChartsFrames *self);

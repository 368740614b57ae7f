#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A robust z-score beyond this is an outlier (Iglewicz and Hoaglin, 1993). */
#define WEIR_ROBUST_OUTLIER 3.5

void   weir_indicator_sma          (const double *values,
                                    gsize         n_values,
                                    guint         period,
                                    double       *results);
void   weir_indicator_ema          (const double *values,
                                    gsize         n_values,
                                    guint         period,
                                    double       *results);
void   weir_indicator_bollinger    (const double *values,
                                    gsize         n_values,
                                    guint         period,
                                    double        width,
                                    double       *middle,
                                    double       *lower,
                                    double       *upper);
void   weir_indicator_rsi          (const double *values,
                                    gsize         n_values,
                                    guint         period,
                                    double       *results);
double weir_indicator_rsi_of       (double        gain,
                                    double        loss);
void   weir_indicator_robust_scale (const double *values,
                                    gsize         n_values,
                                    double       *median,
                                    double       *deviation);
double weir_indicator_robust_score (double        value,
                                    double        median,
                                    double        deviation);

G_END_DECLS

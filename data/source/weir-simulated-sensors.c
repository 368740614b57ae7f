#include "config.h"

#include "data/source/weir-simulated-feeds.h"

#include "data/source/weir-simulator.h"

#include <math.h>

#define N_DEVICES 12
/* Mean time between faults of one device. */
#define HOT_EVERY_USEC (30.0 * G_TIME_SPAN_MINUTE)
#define SILENT_EVERY_USEC (45.0 * G_TIME_SPAN_MINUTE)

typedef struct
{
  char   name[16];
  double base;           /* °C, its own climate */
  double swing;          /* °C, half of the day's range */
  double noise;          /* °C, drifting slowly */
  double heat;           /* °C above, at the middle of the present episode */
  gint64 hot_from_usec;
  gint64 hot_to_usec;
  gint64 silent_from_usec;
  gint64 silent_to_usec;
} Device;

struct _WeirSimulatedSensors
{
  WeirRandom random;
  Device     devices[N_DEVICES];
  guint      turn;
};

static void
schedule_heat (WeirSimulatedSensors *self,
           Device               *device,
           gint64                after_usec)
{
  device->hot_from_usec = after_usec + (gint64) weir_random_wait (&self->random, HOT_EVERY_USEC);
  device->hot_to_usec = device->hot_from_usec
                        + (gint64) weir_random_range (&self->random, 40.0, 150.0) * G_TIME_SPAN_SECOND;
  device->heat = weir_random_range (&self->random, 14.0, 26.0);
}

static void
schedule_silence (WeirSimulatedSensors *self,
              Device               *device,
              gint64                after_usec)
{
  device->silent_from_usec = after_usec + (gint64) weir_random_wait (&self->random, SILENT_EVERY_USEC);
  device->silent_to_usec = device->silent_from_usec
                           + (gint64) weir_random_range (&self->random, 60.0, 300.0) * G_TIME_SPAN_SECOND;
}

/**
 * weir_simulated_sensors_new:
 * @seed: the same seed gives the same measurements
 *
 * Makes the devices of the sensor feed. Used by one thread.
 *
 * Returns: (transfer full): sensors; free with weir_simulated_sensors_free()
 */
WeirSimulatedSensors *
weir_simulated_sensors_new (guint64 seed)
{
  WeirSimulatedSensors *self = g_new0 (WeirSimulatedSensors, 1);

  weir_random_init (&self->random, seed);
  for (guint i = 0; i < N_DEVICES; i++)
    {
      Device *device = &self->devices[i];

      g_snprintf (device->name, sizeof device->name, "sensor-%02u", i + 1);
      device->base = weir_random_range (&self->random, 19.0, 27.0);
      device->swing = weir_random_range (&self->random, 2.0, 6.0);
    }

  return self;
}

/**
 * weir_simulated_sensors_free:
 * @self: (transfer full): sensors
 *
 * Frees the sensors, and with them the keys of their drafts.
 */
void
weir_simulated_sensors_free (WeirSimulatedSensors *self)
{
  g_free (self);
}

/* From the first event time on, as none is known before. */
static void
schedule_faults (WeirSimulatedSensors *self,
               Device               *device,
               gint64                now_usec)
{
  if (device->hot_to_usec == 0)
    {
      schedule_heat (self, device, now_usec);
      schedule_silence (self, device, now_usec);
    }
  if (now_usec >= device->hot_to_usec)
    schedule_heat (self, device, now_usec);
  if (now_usec >= device->silent_to_usec)
    schedule_silence (self, device, now_usec);
}

static double
temperature_of (WeirSimulatedSensors *self,
                Device               *device,
                gint64                now_usec)
{
  /* Warmest at 15:00 UTC. */
  double day = (double) (now_usec % G_TIME_SPAN_DAY) / (double) G_TIME_SPAN_DAY;
  double temperature = device->base + device->swing * cos (2.0 * G_PI * (day - 15.0 / 24.0));

  device->noise = 0.97 * device->noise + 0.08 * weir_random_normal (&self->random);
  temperature += device->noise;
  if (now_usec >= device->hot_from_usec && now_usec < device->hot_to_usec)
    temperature += device->heat * sin (G_PI * (double) (now_usec - device->hot_from_usec)
                                       / (double) (device->hot_to_usec - device->hot_from_usec));

  return temperature;
}

/**
 * weir_simulated_sensors_next:
 * @self: sensors
 * @now_usec: event time (µs UTC), not before that of the last call
 * @draft: a draft with an empty payload, to fill
 *
 * Makes the next record of %WEIR_TOPIC_SENSORS (device_id, temperature in °C,
 * humidity in percent, timestamp in ms). Devices take turns.
 *
 * Returns: %FALSE if the device whose turn it is sends nothing at the moment; @draft
 *   is unchanged then
 */
gboolean
weir_simulated_sensors_next (WeirSimulatedSensors *self,
                             gint64                now_usec,
                             WeirDraft            *draft)
{
  Device *device = &self->devices[self->turn];
  double temperature;
  double humidity;

  self->turn = (self->turn + 1) % N_DEVICES;
  schedule_faults (self, device, now_usec);
  if (now_usec >= device->silent_from_usec && now_usec < device->silent_to_usec)
    return FALSE;

  temperature = temperature_of (self, device, now_usec);
  humidity = 92.0 - 1.6 * temperature + 0.8 * weir_random_normal (&self->random);

  draft->topic = WEIR_TOPIC_SENSORS;
  draft->key = device->name;
  g_string_append_printf (draft->payload, "{\"device_id\": \"%s\", \"temperature\": ", device->name);
  weir_draft_add_number (draft->payload, temperature, 2);
  g_string_append (draft->payload, ", \"humidity\": ");
  weir_draft_add_number (draft->payload, CLAMP (humidity, 5.0, 99.0), 1);
  g_string_append_printf (draft->payload, ", \"timestamp\": %" G_GINT64_FORMAT "}", now_usec / 1000);

  return TRUE;
}

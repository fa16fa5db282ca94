// Moves five bodies under their gravity.
#include "plain.h"

typedef struct { double x, y, z, vx, vy, vz, mass; } Body;

static void advance(Body *bodies, int count, double dt) {
  for (int i = 0; i < count; i++) {
    Body *a = &bodies[i];
    for (int j = i + 1; j < count; j++) {
      Body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz, magnitude = dt / (square * sqrt(square));
      double pull = b->mass * magnitude, push = a->mass * magnitude;
      a->vx -= dx * pull;
      a->vy -= dy * pull;
      a->vz -= dz * pull;
      b->vx += dx * push;
      b->vy += dy * push;
      b->vz += dz * push;
    }
  }
  for (int i = 0; i < count; i++) {
    bodies[i].x += dt * bodies[i].vx;
    bodies[i].y += dt * bodies[i].vy;
    bodies[i].z += dt * bodies[i].vz;
  }
}

static double energy(const Body *bodies, int count) {
  double sum = 0.0;
  for (int i = 0; i < count; i++) {
    const Body *a = &bodies[i];
    sum += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
    for (int j = i + 1; j < count; j++) {
      const Body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      sum -= a->mass * b->mass / sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return sum;
}

int main(void) {
  Body bodies[5];
  for (int i = 0; i < 5; i++) {
    double k = i, mass = i == 0 ? 39.47841760435743 : 0.01 / k;
    bodies[i] = (Body){
      k * 4.84, k * -1.16 + 0.25, k * 0.103, 0.6 - k * 0.11, 2.81 / (k + 1.0), k * 0.02, mass,
    };
  }
  printf("%.9f\n", energy(bodies, 5));
  for (int i = 0; i < 1000000; i++) advance(bodies, 5, 0.001);
  printf("%.9f\n", energy(bodies, 5));
}

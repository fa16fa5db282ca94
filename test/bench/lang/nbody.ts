// Moves five bodies under their gravity: floats in objects in an array, changed in place.

type Body = { x: number; y: number; z: number; vx: number; vy: number; vz: number; mass: number }

function system(): Body[] {
  return Array.from({ length: 5 }, (_, k) => ({
    x: k * 4.84,
    y: k * -1.16 + 0.25,
    z: k * 0.103,
    vx: 0.6 - k * 0.11,
    vy: 2.81 / (k + 1),
    vz: k * 0.02,
    mass: k === 0 ? 39.47841760435743 : 0.01 / k,
  }))
}

function advance(bodies: Body[], dt: number): void {
  const count = bodies.length
  for (let i = 0; i < count; i++) {
    const a = bodies[i]!
    for (let j = i + 1; j < count; j++) {
      const b = bodies[j]!
      const dx = a.x - b.x
      const dy = a.y - b.y
      const dz = a.z - b.z
      const square = dx * dx + dy * dy + dz * dz
      const magnitude = dt / (square * Math.sqrt(square))
      const pull = b.mass * magnitude
      a.vx -= dx * pull
      a.vy -= dy * pull
      a.vz -= dz * pull
      const push = a.mass * magnitude
      b.vx += dx * push
      b.vy += dy * push
      b.vz += dz * push
    }
  }
  for (const body of bodies) {
    body.x += dt * body.vx
    body.y += dt * body.vy
    body.z += dt * body.vz
  }
}

function energy(bodies: Body[]): number {
  let sum = 0
  bodies.forEach((a, i) => {
    sum += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for (const b of bodies.slice(i + 1)) {
      const dx = a.x - b.x
      const dy = a.y - b.y
      const dz = a.z - b.z
      sum -= (a.mass * b.mass) / Math.sqrt(dx * dx + dy * dy + dz * dz)
    }
  })
  return sum
}

export function main(): string {
  const bodies = system()
  const before = energy(bodies).toFixed(9)
  for (let i = 0; i < 1_000_000; i++) advance(bodies, 0.001)
  return `${before}\n${energy(bodies).toFixed(9)}\n`
}

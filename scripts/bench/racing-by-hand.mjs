/** Racing packets to objects by hand: a DataView, and literals with constant names and places. */
import { CARS, PACKET_BYTES } from './racing-packets.mjs';

const HEADER_BYTES = 24;
const CAR_BYTES = 48;

export function packetByHand(/** @type {DataView} */ view, /** @type {number} */ at) {
  const cars = [];
  for (let car = 0; car < CARS; car++) cars.push(carByHand(view, at + HEADER_BYTES + car * CAR_BYTES));
  return {
    Session: view.getBigUint64(at, true),
    Time: view.getFloat32(at + 8, true),
    Frame: view.getUint32(at + 12, true),
    Format: view.getUint16(at + 16, true),
    Version: view.getUint8(at + 18),
    Kind: view.getUint8(at + 19),
    Player: view.getUint8(at + 20),
    Year: view.getUint8(at + 21),
    Weather: view.getUint16(at + 22, true),
    Cars: cars,
  };
}

function carByHand(/** @type {DataView} */ view, /** @type {number} */ at) {
  return {
    LapTime: view.getUint32(at, true),
    Throttle: view.getFloat32(at + 4, true),
    Steer: view.getFloat32(at + 8, true),
    Brake: view.getFloat32(at + 12, true),
    Speed: view.getUint16(at + 16, true),
    Rpm: view.getUint16(at + 18, true),
    EngineTemperature: view.getUint16(at + 20, true),
    Lights: view.getUint16(at + 22, true),
    Clutch: view.getUint8(at + 24),
    Gear: view.getInt8(at + 25),
    Drs: view.getUint8(at + 26),
    Position: view.getUint8(at + 27),
    BrakeTemperature: wheels(view, at + 28),
    SurfaceTemperature: wheels(view, at + 32),
    InnerTemperature: wheels(view, at + 36),
    Wear: wheels(view, at + 40),
    Pressure: wheels(view, at + 44),
  };
}

function wheels(/** @type {DataView} */ view, /** @type {number} */ at) {
  return [view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3)];
}

export function packetsByHand(/** @type {Uint8Array} */ input) {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const packets = [];
  for (let at = 0; input.byteLength - at >= PACKET_BYTES; at += PACKET_BYTES) packets.push(packetByHand(view, at));
  return packets;
}

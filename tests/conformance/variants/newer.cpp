// Uses a function that some C libraries do not have. The reference is weak, so the driver also
// works without it.
extern "C" __attribute__((weak)) int getcpu(unsigned* cpu, unsigned* node);

extern "C" __attribute__((used, retain)) int fair_would_like() {
  return getcpu != nullptr ? getcpu(nullptr, nullptr) : 0;
}

// Would like a function that not every C library has, and can do without.
extern "C" __attribute__((weak)) int getcpu(unsigned* cpu, unsigned* node);

extern "C" __attribute__((used, retain)) int fair_would_like() {
  return getcpu != nullptr ? getcpu(nullptr, nullptr) : 0;
}

// Would like a function of the newest C library that there is, and can do without.
#include <cstdint>

extern "C" __attribute__((weak)) std::uint32_t arc4random();

extern "C" __attribute__((used, retain)) std::uint32_t fair_would_like() {
  return arc4random != nullptr ? arc4random() : 0;
}

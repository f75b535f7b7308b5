// The entry points of libFuzzer (llvm.org/docs/LibFuzzer.html). MYDOCKER_FUZZ_TARGET names the
// target.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "targets.hpp"

namespace {

const mydocker::fuzz::Target& chosen() {
  const char* name = std::getenv("MYDOCKER_FUZZ_TARGET");
  const auto all = mydocker::fuzz::targets();
  const auto found =
      std::ranges::find(all, name == nullptr ? "" : name, &mydocker::fuzz::Target::name);
  if (found != all.end()) return *found;
  for (const auto& target : all)
    std::fprintf(stderr, "MYDOCKER_FUZZ_TARGET=%s\n", target.name.data());
  std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto& target = chosen();
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}

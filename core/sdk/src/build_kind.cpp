#include "mydocker/detail/build_kind.hpp"

void MYDOCKER_SDK_BUILD_KIND() noexcept {}

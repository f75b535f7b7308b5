// A check that a driver and the SDK's library use the same layout of standard types.
//
// The linker does the check when the driver is built. The library defines one symbol that names its
// build kind. Each file of a driver refers to the symbol of its own build kind. Different kinds
// give a linker error: "undefined reference to mydocker_sdk_compiled_with_D_GLIBCXX_DEBUG".
// Solution: remove this compiler flag, or build the SDK with it too.
//
// Options that do not change a layout are not checked: -std, -O, -flto, the compiler, the linker.
#pragma once

#include <cstddef>  // this header defines the macros of the standard library

#if defined(_LIBCPP_VERSION)
#define MYDOCKER_SDK_BUILD_KIND mydocker_sdk_compiled_with_libcxx
#elif defined(_GLIBCXX_DEBUG) && !_GLIBCXX_USE_CXX11_ABI
#define MYDOCKER_SDK_BUILD_KIND mydocker_sdk_compiled_with_D_GLIBCXX_DEBUG_D_GLIBCXX_USE_CXX11_ABI_0
#elif defined(_GLIBCXX_DEBUG)
#define MYDOCKER_SDK_BUILD_KIND mydocker_sdk_compiled_with_D_GLIBCXX_DEBUG
#elif !_GLIBCXX_USE_CXX11_ABI
#define MYDOCKER_SDK_BUILD_KIND mydocker_sdk_compiled_with_D_GLIBCXX_USE_CXX11_ABI_0
#else
#define MYDOCKER_SDK_BUILD_KIND mydocker_sdk_compiled_with_usual_libstdcxx
#endif

extern "C" void MYDOCKER_SDK_BUILD_KIND() noexcept;

// Each file refers to the symbol, because a flag may belong to one file only.
// mydocker_add_driver() defines MYDOCKER_DRIVER_NAME for all files of a driver.
#ifdef MYDOCKER_DRIVER_NAME
namespace mydocker::detail {
__attribute__((used, retain)) static void (*const kBuildKind)() noexcept = MYDOCKER_SDK_BUILD_KIND;
}  // namespace mydocker::detail
#endif

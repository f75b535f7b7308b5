// Whether a driver and the SDK's library were compiled alike, as far as the layout of standard
// types goes. That is decided when the driver is linked, never when it is loaded.
//
// The library defines one symbol, which says how it was compiled; each file of a driver refers to
// the one that says how that file was. If they differ, the linker names what is missing:
// "undefined reference to mydocker_sdk_compiled_with_D_GLIBCXX_DEBUG". Leave that flag out, or
// build the SDK with it too.
// Does not: look at what changes no layout (-std, -O, -flto, the compiler, the linker).
#pragma once

#include <cstddef>  // brings the standard library's own configuration

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

// mydocker_add_driver() names the driver to all of its files, and flags may be those of one alone.
#ifdef MYDOCKER_DRIVER_NAME
namespace mydocker::detail {
__attribute__((used, retain)) static void (*const kBuildKind)() noexcept = MYDOCKER_SDK_BUILD_KIND;
}  // namespace mydocker::detail
#endif

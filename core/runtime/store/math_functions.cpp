// The functions of libm that the program is linked with. SQLite's archive needs them for the
// mathematical functions of SQL, which mydocker does not use.
//
// A program that is linked with libm loads it at each start, with 9 system calls and 8 page faults.
// These functions load libm when they are called. Only the rounding functions, which the standard
// library uses for its hash tables, are complete here.
#include <dlfcn.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace {

template <class Function>
Function* libm_function(const char* name) {
  static void* const library = ::dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
  return library == nullptr ? nullptr : reinterpret_cast<Function*>(::dlsym(library, name));
}

double by_libm(const char* name, double value) {
  auto* const function = libm_function<double(double)>(name);
  return function == nullptr ? std::numeric_limits<double>::quiet_NaN() : function(value);
}

double by_libm(const char* name, double first, double second) {
  auto* const function = libm_function<double(double, double)>(name);
  return function == nullptr ? std::numeric_limits<double>::quiet_NaN() : function(first, second);
}

// Returns whether the number has a fraction. Larger numbers, infinities and NaN have none.
bool has_fraction(double x) { return x > -0x1p52 && x < 0x1p52; }

double without_fraction(double x) {
  return __builtin_copysign(static_cast<double>(static_cast<std::int64_t>(x)), x);
}

}  // namespace

extern "C" {
double trunc(double x) noexcept { return has_fraction(x) ? without_fraction(x) : x; }
double floor(double x) noexcept {
  const double whole = has_fraction(x) ? without_fraction(x) : x;
  return whole > x ? whole - 1 : whole;
}
double ceil(double x) noexcept {
  const double whole = has_fraction(x) ? without_fraction(x) : x;
  return whole < x ? __builtin_copysign(whole + 1, x) : whole;
}
double acos(double x) noexcept { return by_libm("acos", x); }
double acosh(double x) noexcept { return by_libm("acosh", x); }
double asin(double x) noexcept { return by_libm("asin", x); }
double asinh(double x) noexcept { return by_libm("asinh", x); }
double atan(double x) noexcept { return by_libm("atan", x); }
double atan2(double y, double x) noexcept { return by_libm("atan2", y, x); }
double atanh(double x) noexcept { return by_libm("atanh", x); }
double cos(double x) noexcept { return by_libm("cos", x); }
double cosh(double x) noexcept { return by_libm("cosh", x); }
double exp(double x) noexcept { return by_libm("exp", x); }
double fmod(double x, double y) noexcept { return by_libm("fmod", x, y); }
double log(double x) noexcept { return by_libm("log", x); }
double pow(double x, double y) noexcept { return by_libm("pow", x, y); }
double sin(double x) noexcept { return by_libm("sin", x); }
double sinh(double x) noexcept { return by_libm("sinh", x); }
double sqrt(double x) noexcept { return by_libm("sqrt", x); }
double tan(double x) noexcept { return by_libm("tan", x); }
double tanh(double x) noexcept { return by_libm("tanh", x); }
}

// The functions of libm that the store replaces (math_functions.cpp), as SQLite calls them.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "runtime/store/database.hpp"

namespace mydocker::store {
namespace math_functions_test {

// Not a constant, so that the compiler calls the function.
double at_run_time(double value) {
  volatile double hidden = value;
  return hidden;
}

TEST(MathFunctions, RoundLikeLibm) {
  struct Case {
    double x, floor, ceil, trunc;
  };
  for (const auto& [x, lower, upper, towards_zero] :
       {Case{2.5, 2, 3, 2}, Case{-2.5, -3, -2, -2}, Case{3, 3, 3, 3},
        Case{1e300, 1e300, 1e300, 1e300}, Case{0.999, 0, 1, 0},
        Case{-4503599627370495.5, -4503599627370496, -4503599627370495, -4503599627370495}}) {
    EXPECT_EQ(std::floor(at_run_time(x)), lower) << x;
    EXPECT_EQ(std::ceil(at_run_time(x)), upper) << x;
    EXPECT_EQ(std::trunc(at_run_time(x)), towards_zero) << x;
  }
  EXPECT_TRUE(std::signbit(std::ceil(at_run_time(-0.5))));
  EXPECT_TRUE(std::isnan(std::floor(at_run_time(std::numeric_limits<double>::quiet_NaN()))));
}

TEST(MathFunctions, OthersAreThoseOfLibm) {
  EXPECT_DOUBLE_EQ(std::pow(at_run_time(2), at_run_time(10)), 1024);
  EXPECT_DOUBLE_EQ(std::log(at_run_time(1)), 0);
  EXPECT_DOUBLE_EQ(std::cos(at_run_time(0)), 1);
  EXPECT_DOUBLE_EQ(std::fmod(at_run_time(7), at_run_time(4)), 3);
}

}  // namespace math_functions_test
}  // namespace mydocker::store

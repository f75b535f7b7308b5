#include "runtime/kernel/kernel.hpp"

#include "cni/failure.hpp"

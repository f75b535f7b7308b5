#include "runtime/store/journal.hpp"

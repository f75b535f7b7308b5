#include "output/help.hpp"

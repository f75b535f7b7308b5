#include "mydocker/documents.hpp"
#include "mydocker/json.hpp"

#include "mydocker/documents.hpp"

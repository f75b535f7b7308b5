#include "mydocker/resource_handler.hpp"

namespace mydocker {

ResourceHandler::~ResourceHandler() = default;

}  // namespace mydocker

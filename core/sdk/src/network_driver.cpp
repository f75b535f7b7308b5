#include "mydocker/network_driver.hpp"

namespace mydocker {

NetworkDriver::~NetworkDriver() = default;

}  // namespace mydocker

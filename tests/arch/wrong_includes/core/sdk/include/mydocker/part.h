#include <boost/dll.hpp>

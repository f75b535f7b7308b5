#include <boost/beast/http.hpp>

/* The version of this SDK, for C, C++ and the preprocessor. docs/sdk_compatibility.md has its
 * rules.
 *
 * While the major version is 0, a driver loads only into a mydocker with the same minor version.
 * From version 1.0 on, it loads into a mydocker with the same major version whose minor version is
 * at least the driver's `min_host_minor`. Since SDK 0.9.
 *
 *   #if MYDOCKER_SDK_VERSION_AT_LEAST(0, 9)
 */
#ifndef MYDOCKER_VERSION_H
#define MYDOCKER_VERSION_H

#define MYDOCKER_SDK_VERSION_MAJOR 0
#define MYDOCKER_SDK_VERSION_MINOR 9

/* True if this SDK has the version `major`.`minor` or a later one. */
#define MYDOCKER_SDK_VERSION_AT_LEAST(major, minor) \
  (MYDOCKER_SDK_VERSION_MAJOR > (major) ||          \
   (MYDOCKER_SDK_VERSION_MAJOR == (major) && MYDOCKER_SDK_VERSION_MINOR >= (minor)))

#endif

# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Debian 12: cpack -G DEB
set(SPILLWAY_PACKAGE_VERSION "${PROJECT_VERSION}-1" CACHE STRING "Version and revision of the Debian package")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME spillway)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
  WORLD_EXECUTE)
set(CPACK_PACKAGE_HOMEPAGE_URL "https://github.com/spillway/spillway")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
string(REGEX REPLACE ".*-" "" revision "${SPILLWAY_PACKAGE_VERSION}")
set(CPACK_DEBIAN_PACKAGE_RELEASE ${revision})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The Spillway authors <spillway@users.noreply.github.com>")
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "desktop monitor for Apache Kafka")
# CPack puts the summary above it and a space before each line
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Spillway shows what happens in an Apache Kafka cluster: topics and their
records, a live feed of several topics at once, consumer lag as it changes,
and dead letters beside the records they came from, with replay.

It is a native Qt application that needs no server and no Java. A sandbox
with demo data lets one try it with no cluster at hand. spillwayctl does the
same on the command line.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${rdkafka_LIBDIR})
# Loaded at run time, where dpkg-shlibdeps cannot see it: SVG icons (the plugin of libqt6svg6), the platform plugins and
# their OpenSSL (in Qt's own packages), libsecret (by QtKeychain), a font, without which text is boxes.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6svg6 (>= 6.4), fonts-dejavu-core | fonts-noto-core | fonts-freefont-ttf, ca-certificates, libsecret-1-0")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland, gnome-keyring | kwalletmanager | keepassxc")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "kcat")

# What an administrator changes stays over an upgrade.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/conffiles "/etc/spillway/spillway.env\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_BINARY_DIR}/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Debian's own papers
set(papers ${CMAKE_CURRENT_BINARY_DIR}/papers)
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${papers}/changelog.Debian "spillway (${SPILLWAY_PACKAGE_VERSION}) unstable; urgency=medium

  * See CHANGELOG.md.

 -- ${CPACK_DEBIAN_PACKAGE_MAINTAINER}  ${now}
")
execute_process(COMMAND gzip -9nf ${papers}/changelog.Debian)
install(FILES ${papers}/changelog.Debian.gz deb/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

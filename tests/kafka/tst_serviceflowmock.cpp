// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/kafka/mockcluster.h"

int main(int argc, char** argv)
{
    spillway::test::MockCluster cluster;
    return spillway::test::runServiceFlow(cluster, argc, argv);
}

// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/resources.h"

#include <QDir>

// The macro must stand outside any namespace.
static void initRenderResources()
{
    Q_INIT_RESOURCE(render);
}

namespace loadstar::render {

void initResources()
{
    initRenderResources();
}

} // namespace loadstar::render

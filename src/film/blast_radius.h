// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "model/kind_registry.h"
#include "render/health.h"
#include "sim/design_simulation.h"

#include <vector>

namespace loadstar::film {

/// What a component that is up suffers from what is not.
struct Suffering
{
    render::Impact impact = render::Impact::None;
    /// Of the targets that it passes requests to: those that are of use, and all.
    int left = 0;
    int targets = 0;
    /// The storage that it cannot work without, where it lacks one.
    sim::ElementIndex lacks = sim::kNoElement;
    /// Nobody who could send it requests is of use.
    bool isCutOff = false;
    /// The place around it is down.
    bool isInside = false;

    bool operator==(const Suffering &) const = default;
};

/// How far the effect of what is down reaches, by the structure of a design: a node needs every
/// storage that it has a state connection to, users and balancers need one target, and nodes and
/// balancers a source. Connections that are cut count as missing; what balancers believe, capacity
/// and chance play no part. A storage whose copy is up is not missed.
class BlastRadius
{
public:
    BlastRadius() = default;
    BlastRadius(const model::Design &design, const model::KindRegistry &kinds);

    /// By component number, for the moment of the snapshot.
    std::vector<Suffering> follow(const sim::Snapshot &snapshot) const;

private:
    struct Line
    {
        sim::ElementIndex other = sim::kNoElement;
        int connection = 0; ///< its number
    };
    struct Part
    {
        std::vector<Line> targets; ///< that it passes requests to
        std::vector<Line> sources;
        std::vector<Line> storages;
        std::vector<Line> copies; ///< that may take over from it
        sim::ElementIndex parent = sim::kNoElement;
    };

    bool isMissed(const sim::Snapshot &snapshot, const Line &storage) const;
    void spreadUp(const sim::Snapshot &snapshot, std::vector<Suffering> &all) const;
    void spreadDown(const sim::Snapshot &snapshot, std::vector<Suffering> &all) const;
    void spreadInside(const sim::Snapshot &snapshot, std::vector<Suffering> &all) const;

    std::vector<Part> m_parts; ///< by component number
};

} // namespace loadstar::film

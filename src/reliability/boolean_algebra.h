// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reliability/decision_diagram.h"

#include <cstddef>
#include <mutex>
#include <vector>

namespace loadstar::reliability {

/// A Boolean function; lives no longer than the BooleanAlgebra that made it.
class BooleanFunction
{
public:
    BooleanFunction(const BooleanFunction &other);
    BooleanFunction(BooleanFunction &&other) noexcept;
    BooleanFunction &operator=(BooleanFunction other) noexcept;
    ~BooleanFunction();

    /// Functions that are equal are the same node.
    bool operator==(const BooleanFunction &) const = default;

    BooleanFunction operator&(const BooleanFunction &other) const;
    BooleanFunction operator|(const BooleanFunction &other) const;
    BooleanFunction operator!() const;

private:
    friend class BooleanAlgebra;
    explicit BooleanFunction(int node);

    int m_node;
};

/// Builds Boolean functions of variables 0, 1, … in this order from the root. The package behind
/// it, BuDDy, has one table per process, so only one algebra lives at a time: the constructor waits
/// for its turn. Once the table is full, or three tables have been made and thrown away, every
/// result is meaningless, and isExhausted() says so: an answer that takes that long is none.
class BooleanAlgebra
{
public:
    /// Nodes of a table of about 40 MiB.
    static constexpr std::size_t kMostNodes = 2'000'000;

    explicit BooleanAlgebra(int variables, std::size_t mostNodes = kMostNodes);
    ~BooleanAlgebra();
    BooleanAlgebra(const BooleanAlgebra &) = delete;
    BooleanAlgebra &operator=(const BooleanAlgebra &) = delete;

    BooleanFunction constant(bool value) const;
    BooleanFunction variable(int index) const;
    BooleanFunction ifThenElse(const BooleanFunction &condition, const BooleanFunction &then,
                               const BooleanFunction &otherwise) const;
    /// Whether at least `count` of the functions hold; always when `count` is 0 or less.
    BooleanFunction atLeast(int count, const std::vector<BooleanFunction> &functions) const;

    bool isExhausted() const;

    /// The function as a value of its own.
    DecisionDiagram diagram(const BooleanFunction &function) const;

private:
    std::unique_lock<std::mutex> m_turn;
    long m_mostMade = 0; ///< nodes, over all time
};

} // namespace loadstar::reliability

// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

namespace loadstar::base {

/// Owns an object behind an interface and copies it along: the interface has a clone() that gives a
/// std::unique_ptr to a copy.
template <typename T>
class ClonePtr
{
public:
    ClonePtr() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): what a make function gives is kept
    ClonePtr(std::unique_ptr<T> object)
        : m_object(std::move(object))
    {}
    ClonePtr(const ClonePtr &other)
        : m_object(other.m_object ? other.m_object->clone() : nullptr)
    {}
    ClonePtr(ClonePtr &&) noexcept = default;
    ClonePtr &operator=(const ClonePtr &other)
    {
        if (this != &other)
            *this = ClonePtr(other);
        return *this;
    }
    ClonePtr &operator=(ClonePtr &&) noexcept = default;
    ~ClonePtr() = default;

    T *operator->() const { return m_object.get(); }
    T &operator*() const { return *m_object; }
    explicit operator bool() const { return m_object != nullptr; }

private:
    std::unique_ptr<T> m_object;
};

/// Gives `Self`, a class behind `Interface`, its clone(). `Base` is what it derives from on the
/// way.
template <typename Self, typename Interface, typename Base = Interface>
class Cloneable : public Base
{
public:
    using Base::Base;

    std::unique_ptr<Interface> clone() const override
    {
        return std::make_unique<Self>(static_cast<const Self &>(*this));
    }
};

} // namespace loadstar::base

// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstar::sim {

/// What an object is part of, or reads from there. An object that takes over the state of another
/// stays where it is: assigning does nothing, and one that belongs elsewhere cannot be made as a
/// copy.
template <typename Host>
class HostRef
{
public:
    // NOLINTNEXTLINE(google-explicit-constructor): it is used as the reference that it stands for
    HostRef(Host &host)
        : m_host(&host)
    {}
    HostRef(const HostRef &) = delete;
    HostRef &operator=(const HostRef &) { return *this; }
    ~HostRef() = default;

    Host *operator->() const { return m_host; }
    Host &operator*() const { return *m_host; }

private:
    Host *m_host;
};

} // namespace loadstar::sim

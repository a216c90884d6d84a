// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace loadstar::placement {

/// What a HorizontalPodAutoscaler is told.
struct AutoscalerSettings
{
    int least = 1;             ///< replicas
    int most = 1;              ///< replicas
    double target = 0.5;       ///< utilization, above 0
    double tolerance = 0.1;    ///< no change while the ratio is this near to 1
    double downWindow = 300.0; ///< seconds: the highest wish of the window is followed downwards
    double upWindow = 0.0;     ///< seconds: the lowest wish of the window is followed upwards
};

/// The metric of the pods, as the autoscaler reads it.
struct PodMetrics
{
    /// Utilization of each ready pod that has a metric.
    std::vector<double> values;
    int missing = 0;  ///< pods without metric
    int notReady = 0; ///< pods that are starting
};

/// Replicas wished for: ceil(current * metric / target), unless the ratio is within the tolerance.
/// Pods without metric count as 0 when it would scale up and as the target when it would scale
/// down, those that are not ready as 0 when it would scale up; a ratio that changes sides by that
/// changes nothing. Not bounded by least and most. Source: Kubernetes documentation, "Horizontal
/// Pod Autoscaling", "Algorithm details".
int wishedReplicas(int current, const PodMetrics &metrics, const AutoscalerSettings &settings);

/// Follows the wishes over time: stabilization windows, then the bounds.
class PodAutoscaler
{
public:
    explicit PodAutoscaler(const AutoscalerSettings &settings)
        : m_settings(settings)
    {}

    /// Replicas from `now` (seconds, not before the last call) on, when `current` run.
    int decide(double now, int current, const PodMetrics &metrics);

private:
    AutoscalerSettings m_settings;
    std::deque<std::pair<double, int>> m_wishes;
};

} // namespace loadstar::placement

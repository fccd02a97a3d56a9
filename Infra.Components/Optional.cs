using Pulumi;

namespace Infra.Components;

/// <summary>Optional inputs: an absent value stays absent, instead of becoming an input that holds null.</summary>
internal static class Optional
{
    public static Input<T>? Given<T>(T? value) where T : class => value is null ? null : (Input<T>)value;

    public static Input<T>? Given<T>(T? value) where T : struct => value is { } given ? (Input<T>)given : null;
}

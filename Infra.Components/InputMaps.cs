using System.Collections.Immutable;
using Pulumi;

namespace Infra.Components;

internal static class InputMaps
{
    extension<T>(ImmutableSortedDictionary<string, Input<T>> values)
    {
        public InputMap<T> ToInputMap()
        {
            var map = new InputMap<T>();
            foreach (var (name, value) in values) { map.Add(name, value); }
            return map;
        }
    }
}

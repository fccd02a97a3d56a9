using System.Collections.Immutable;

namespace Infra.Local.Interpretation;

/// <summary>What earlier runs of a stack's program have made: by this a later run knows what to change and what to take away, as Pulumi does by its state.</summary>
internal sealed class StackState
{
    private readonly Lock gate = new();
    private readonly List<MadeResource> made = [];

    /// <summary>In the order in which they were first made.</summary>
    public ImmutableArray<MadeResource> Resources
    {
        get { lock (gate) { return [.. made]; } }
    }

    public MadeResource? Find(string type, string name)
    {
        lock (gate) { return made.FirstOrDefault(resource => resource.Type == type && resource.Name == name); }
    }

    public void Keep(MadeResource resource)
    {
        lock (gate)
        {
            var place = made.FindIndex(before => before.Type == resource.Type && before.Name == resource.Name);
            if (place < 0) { made.Add(resource); } else { made[place] = resource; }
        }
    }

    public void Forget(MadeResource resource)
    {
        lock (gate) { made.Remove(resource); }
    }
}

using System.Collections.Immutable;

namespace Infra.Local.Iot.Registry;

/// <summary>Who is attached to what: policies to certificates and thing groups, certificates to things. Both ways round, so that no question is a scan.</summary>
internal sealed class Attachments(Lock gate)
{
    private readonly Relation policyTargets = new(gate);
    private readonly Relation thingPrincipals = new(gate);

    public void AttachPolicy(string policy, string target) => policyTargets.Add(policy, target);

    public void DetachPolicy(string policy, string target) => policyTargets.Remove(policy, target);

    public IReadOnlyList<string> PoliciesOf(string target) => policyTargets.LeftOf(target);

    public IReadOnlyList<string> TargetsOf(string policy) => policyTargets.RightOf(policy);

    public void AttachPrincipal(string thing, string principal) => thingPrincipals.Add(thing, principal);

    public void DetachPrincipal(string thing, string principal) => thingPrincipals.Remove(thing, principal);

    public IReadOnlyList<string> ThingsOf(string principal) => thingPrincipals.LeftOf(principal);

    public IReadOnlyList<string> PrincipalsOf(string thing) => thingPrincipals.RightOf(thing);

    public bool IsAttached(string thing, string principal) => thingPrincipals.Contains(thing, principal);

    /// <summary>A many-to-many relation. Writers take the lock; readers see one immutable state.</summary>
    private sealed class Relation(Lock gate)
    {
        private static readonly ImmutableSortedSet<string> None = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
        private ImmutableDictionary<string, ImmutableSortedSet<string>> rightOf = ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);
        private ImmutableDictionary<string, ImmutableSortedSet<string>> leftOf = ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

        public void Add(string left, string right)
        {
            lock (gate)
            {
                rightOf = rightOf.SetItem(left, rightOf.GetValueOrDefault(left, None).Add(right));
                leftOf = leftOf.SetItem(right, leftOf.GetValueOrDefault(right, None).Add(left));
            }
        }

        public void Remove(string left, string right)
        {
            lock (gate)
            {
                rightOf = rightOf.SetItem(left, rightOf.GetValueOrDefault(left, None).Remove(right));
                leftOf = leftOf.SetItem(right, leftOf.GetValueOrDefault(right, None).Remove(left));
            }
        }

        public bool Contains(string left, string right) => rightOf.GetValueOrDefault(left, None).Contains(right);

        public ImmutableSortedSet<string> RightOf(string left) => rightOf.GetValueOrDefault(left, None);

        public ImmutableSortedSet<string> LeftOf(string right) => leftOf.GetValueOrDefault(right, None);
    }
}

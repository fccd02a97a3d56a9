using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pulumi;
using Pulumi.Aws.Iam;

namespace Infra.Components.Policies;

/// <summary>Something that holds a role and can be granted access.</summary>
public interface IGrantee
{
    /// <summary>The role that gets the policies.</summary>
    Role Role { get; }

    /// <summary>What the grantee is called in the program, for the policies' names.</summary>
    string GranteeName { get; }
}

/// <summary>What an owner gave a grantee: a value, so that tests and later grants can read it.</summary>
/// <param name="Owner">The component that gave access to itself.</param>
/// <param name="Grantee">Who got it.</param>
/// <param name="Verb">What for, such as <c>read</c>.</param>
/// <param name="Document">The policy's statements.</param>
/// <param name="Policy">The inline policy on the grantee's role.</param>
public sealed record AccessGrant(ComponentResource Owner, IGrantee Grantee, string Verb, PolicyDocument Document, RolePolicy Policy);

/// <summary>How owners give access.</summary>
public static class Grants
{
    // By the role itself, so that a grant lives as long as its role and programs run one after the other do not mix.
    private static readonly ConditionalWeakTable<Role, ConcurrentQueue<AccessGrant>> held = [];

    /// <summary>What a role was granted so far, in order: what a policy review reads, reasons included.</summary>
    public static ImmutableArray<AccessGrant> HeldBy(Role role) => held.TryGetValue(role, out var grants) ? [.. grants] : [];

    extension(IGrantee grantee)
    {
        /// <summary>Adds one inline policy, named after what it is for, under its owner.</summary>
        public AccessGrant Grant(ComponentResource owner, string verb, params ImmutableArray<Statement> statements)
        {
            var document = new PolicyDocument(statements);
            var ownerName = owner.GetResourceName();
            var policy = new RolePolicy($"{grantee.GranteeName}-{verb}-{ownerName}", new()
            {
                Role = grantee.Role.Name,
                Name = $"{verb}-{ownerName}",
                Policy = document,
            }, new() { Parent = owner });
            var grant = new AccessGrant(owner, grantee, verb, document, policy);
            held.GetOrCreateValue(grantee.Role).Enqueue(grant);
            return grant;
        }
    }
}
